/// The CRM accounts that are served: names, hosts, rule books and authentication methods. It must not know the CRM's
/// API.
@NullMarked
package dev.followup.account;

import org.jspecify.annotations.NullMarked;
