/// The loading of rule books, the parsing of webhooks and the planning of events.
@NullMarked
package dev.followup.benchmark.rule;

import org.jspecify.annotations.NullMarked;
