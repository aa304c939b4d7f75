/// The CRM accounts that are served: their names, their hosts, and the tokens that open them.
@NullMarked
package dev.followup.account;

import org.jspecify.annotations.NullMarked;
