/// The CRM accounts that are served: their names, hosts and rule books, and the tokens that open them.
@NullMarked
package dev.followup.account;

import org.jspecify.annotations.NullMarked;
