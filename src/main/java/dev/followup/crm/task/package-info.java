/// The Tasks API: commands in, outcomes out, up to 50 commands in a call. It decides nothing: it carries
/// commands out and reports the outcome of each.
@NullMarked
package dev.followup.crm.task;

import org.jspecify.annotations.NullMarked;
