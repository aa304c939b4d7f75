/// Events are deduplicated, enriched with facts from the CRM, evaluated by the rules, and written down as
/// commands. It must not send a command.
@NullMarked
package dev.followup.worker.planning;

import org.jspecify.annotations.NullMarked;
