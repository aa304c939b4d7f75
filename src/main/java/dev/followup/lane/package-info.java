/// Messages in and out. A lane is the queue's message group of one account: in order, one worker at a time.
@NullMarked
package dev.followup.lane;

import org.jspecify.annotations.NullMarked;
