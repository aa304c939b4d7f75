/// The start of the packed function, cold and warm, compared with alternatives as Lambda starts them.
@NullMarked
package dev.followup.benchmark.coldstart;

import org.jspecify.annotations.NullMarked;
