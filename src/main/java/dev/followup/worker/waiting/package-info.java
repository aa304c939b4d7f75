/// Ends what rules wait for: at a tick it asks each action whose time has come whether it is still wanted.
@NullMarked
package dev.followup.worker.waiting;

import org.jspecify.annotations.NullMarked;
