/// The packed function started cold and warm beside others, as Lambda starts it.
@NullMarked
package dev.followup.benchmark.coldstart;

import org.jspecify.annotations.NullMarked;
