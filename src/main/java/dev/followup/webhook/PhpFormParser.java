package dev.followup.webhook;

import dev.followup.webhook.FormNode.Branch;
import dev.followup.webhook.FormNode.Text;
import java.util.ArrayList;
import java.util.List;

/// The parser of a form with PHP's brackets, `leads[add][0][id]=1`, into a tree.
///
/// As in PHP: brackets may be encoded or raw; `a[]=x` appends; of a repeated key the last one wins, also
/// between a text and a branch; a key without `=` has an empty value. PHP drops or alters a key whose brackets
/// do not match; here it is kept whole, so that it is reported as unknown. Needs time linear in the length of
/// the body.
final class PhpFormParser {

    /// The longest body, in characters: as many bytes as the gateway accepts.
    static final int MAX_LENGTH = 256 * 1024;

    /// The most keys in a body. A lead with two hundred custom fields has a thousand.
    static final int MAX_KEYS = 10_000;

    /// The most names in one key. PHP's own limit; the CRM's deepest known key has seven.
    /// Source: PHP manual, `max_input_nesting_level`; read 2026-11-21.
    static final int MAX_DEPTH = 64;

    private static final String NO_KEY = "(no key)";
    private static final String EXPECTED = ", expected a form such as leads[add][0][id]=501";

    private PhpFormParser() {}

    /// Parses a body.
    ///
    /// @throws MalformedWebhookException if it is not a form, is cut off, or exceeds a limit. A cut
    /// inside the last value looks like a short value, unless it splits an escape or a character
    static Branch parse(String body) throws MalformedWebhookException {
        refuseTooLong(body);
        var form = body.strip();
        refuseOtherFormats(form);
        refuseCutOff(form);
        return tree(form);
    }

    /// Refuses a body that is longer than the gateway accepts.
    static void refuseTooLong(String body) throws MalformedWebhookException {
        if (body.length() > MAX_LENGTH) {
            throw new MalformedWebhookException(
                    "the body has " + body.length() + " characters, expected at most " + MAX_LENGTH);
        }
    }

    private static Branch tree(String form) throws MalformedWebhookException {
        var root = new Branch();
        int keys = 0;
        for (int from = 0; from < form.length(); ) {
            int ampersand = form.indexOf('&', from);
            int to = ampersand < 0 ? form.length() : ampersand;
            if (to > from) {
                if (++keys > MAX_KEYS) {
                    throw new MalformedWebhookException("the body has more keys than " + MAX_KEYS);
                }
                readPair(root, form, from, to);
            }
            from = to + 1;
        }
        return root;
    }

    private static void readPair(Branch root, String form, int from, int to) throws MalformedWebhookException {
        int sign = form.indexOf('=', from, to);
        var path = path(FormDecoder.decode(form, from, sign < 0 ? to : sign));
        var value = new Text(sign < 0 ? "" : FormDecoder.decode(form, sign + 1, to));
        root.put(path, value);
    }

    /// The names in a key; the key itself if its brackets do not match.
    static List<String> path(String key) throws MalformedWebhookException {
        int open = key.indexOf('[');
        if (open <= 0) {
            return List.of(key.isEmpty() ? NO_KEY : key);
        }
        var path = new ArrayList<String>();
        path.add(key.substring(0, open));
        while (open < key.length()) {
            int close = key.indexOf(']', open);
            if (key.charAt(open) != '[' || close < 0) {
                return List.of(key);
            }
            path.add(key.substring(open + 1, close));
            if (path.size() > MAX_DEPTH) {
                throw new MalformedWebhookException(
                        "a key has more names than " + MAX_DEPTH + ": " + MalformedWebhookException.shorten(key));
            }
            open = close + 1;
        }
        return path;
    }

    private static void refuseOtherFormats(String form) throws MalformedWebhookException {
        if (form.isEmpty()) {
            throw new MalformedWebhookException("the body is empty" + EXPECTED);
        }
        switch (form.charAt(0)) {
            case '<' -> throw new MalformedWebhookException("the body looks like XML or HTML" + EXPECTED);
            case '-' -> throw new MalformedWebhookException("the body looks like multipart data" + EXPECTED);
            default -> {
                if (form.indexOf('=') < 0) {
                    throw new MalformedWebhookException("the body has no =" + EXPECTED);
                }
            }
        }
    }

    private static void refuseCutOff(String form) throws MalformedWebhookException {
        int last = form.lastIndexOf('&') + 1;
        if (last < form.length() && form.indexOf('=', last) < 0) {
            throw new MalformedWebhookException("the body is cut off: it ends inside a key, "
                    + MalformedWebhookException.quote(form.substring(last)));
        }
        if (FormDecoder.endsCutOff(form)) {
            throw new MalformedWebhookException("the body is cut off: it ends inside a character");
        }
    }
}
