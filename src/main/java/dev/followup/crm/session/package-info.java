/// Any call to the CRM: session, rate limit, token, retries, errors, pages. Seconds, snake_case and HTTP stop
/// in `crm`; it must not decide what is called.
@NullMarked
package dev.followup.crm.session;

import org.jspecify.annotations.NullMarked;
