/// Log context and metrics, with the names that alarms and dashboards use. It must not know which class
/// measures what.
@NullMarked
package dev.followup.telemetry;

import org.jspecify.annotations.NullMarked;
