/// The tokens of accounts, long-lived ones and those of OAuth, and their stores. It must not know what calls
/// they are used for.
@NullMarked
package dev.followup.account.token;

import org.jspecify.annotations.NullMarked;
