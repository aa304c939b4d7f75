/// The Tasks API: commands in, outcomes out, up to 50 in a call. It decides nothing: it carries commands out and
/// reports how each ended.
@NullMarked
package dev.followup.crm.task;

import org.jspecify.annotations.NullMarked;
