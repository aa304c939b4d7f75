package dev.followup.account.token;

/// A secret that gives access to an account. Its text form hides it.
///
/// @param value the text behind `Bearer`, not blank
public record Token(String value) {

    public Token {
        if (value.isBlank() || !value.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("a token is blank or holds blanks or other than ASCII characters");
        }
    }

    @Override
    public String toString() {
        return "Token[…]";
    }
}
