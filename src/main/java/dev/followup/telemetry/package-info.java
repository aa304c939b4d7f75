/// Log context and metrics, by the names that alarms and dashboards use. It must not know who measures what.
@NullMarked
package dev.followup.telemetry;

import org.jspecify.annotations.NullMarked;
