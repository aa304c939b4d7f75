/// Everything that a call to the CRM needs: session, rate limit, token, retries, errors, pages. Seconds,
/// snake_case and HTTP stop in `crm`. It must not decide what is called.
@NullMarked
package dev.followup.crm.session;

import org.jspecify.annotations.NullMarked;
