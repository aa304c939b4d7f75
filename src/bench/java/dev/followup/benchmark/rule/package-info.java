/// Rule books loaded, webhooks parsed, events planned.
@NullMarked
package dev.followup.benchmark.rule;

import org.jspecify.annotations.NullMarked;
