/// The typed client of the CRM. Seconds, snake_case and HTTP stop here. It decides nothing: it carries out orders and
/// says how each ended.
@NullMarked
package dev.followup.crm;

import org.jspecify.annotations.NullMarked;
