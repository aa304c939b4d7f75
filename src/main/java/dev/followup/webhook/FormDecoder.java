package dev.followup.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

/// The decoder of form encoding: `%XX` is a byte of UTF-8 and `+` a space. As in PHP, a `%` without two hex
/// digits is kept; bytes that are not UTF-8 become the replacement character.
final class FormDecoder {

    private static final int FIRST_NON_ASCII = 0x80;
    private static final int FIRST_LEAD_BYTE = 0xC0;
    private static final int LONGEST_CHARACTER = 4;

    private FormDecoder() {}

    /// Decodes a part of a form.
    static String decode(String form, int from, int to) {
        int coded = firstCoded(form, from, to);
        if (coded == to) {
            return form.substring(from, to);
        }
        var text = new StringBuilder(to - from).append(form, from, coded);
        for (int at = coded; at < to; ) {
            int code = byteAt(form, at, to);
            if (code >= FIRST_NON_ASCII) {
                at = appendCharacters(text, form, at, to);
            } else if (code >= 0) {
                text.append((char) code);
                at += 3;
            } else {
                char found = form.charAt(at++);
                text.append(found == '+' ? ' ' : found);
            }
        }
        return text.toString();
    }

    /// Whether a form ends inside an escape, or inside a character of several bytes.
    static boolean endsCutOff(String form) {
        int end = form.length();
        int percent = form.lastIndexOf('%');
        if (percent >= 0 && percent > end - 3) {
            return true;
        }
        for (int bytes = 1; bytes < LONGEST_CHARACTER; bytes++) {
            int at = end - 3 * bytes;
            int code = at < 0 ? -1 : byteAt(form, at, end);
            if (code < FIRST_NON_ASCII) {
                return false;
            }
            if (code >= FIRST_LEAD_BYTE) {
                return bytes < bytesOfCharacter(code);
            }
        }
        return false;
    }

    private static int bytesOfCharacter(int leadByte) {
        if (leadByte >= 0xF0) {
            return LONGEST_CHARACTER;
        }
        return leadByte >= 0xE0 ? 3 : 2;
    }

    private static int firstCoded(String form, int from, int to) {
        for (int at = from; at < to; at++) {
            char found = form.charAt(at);
            if (found == '%' || found == '+') {
                return at;
            }
        }
        return to;
    }

    /// Appends a run of escapes that are not ASCII; returns the end of the run.
    private static int appendCharacters(StringBuilder text, String form, int from, int to) {
        int end = from;
        while (byteAt(form, end, to) >= FIRST_NON_ASCII) {
            end += 3;
        }
        var bytes = new byte[(end - from) / 3];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) byteAt(form, from + 3 * i, to);
        }
        text.append(new String(bytes, UTF_8));
        return end;
    }

    /// The byte of the escape at this index; -1 if there is none.
    private static int byteAt(String form, int at, int to) {
        if (at + 2 >= to
                || form.charAt(at) != '%'
                || !HexFormat.isHexDigit(form.charAt(at + 1))
                || !HexFormat.isHexDigit(form.charAt(at + 2))) {
            return -1;
        }
        return HexFormat.fromHexDigits(form, at + 1, at + 3);
    }
}
