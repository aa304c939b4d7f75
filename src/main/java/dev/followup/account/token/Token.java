package dev.followup.account.token;

/// A secret that opens an account. Prints as nothing of it.
///
/// @param value what goes behind `Bearer`, not blank
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
