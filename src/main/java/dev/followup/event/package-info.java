/// What happened in the CRM, in our words: the event, what it is about, and all the facts that a rule may look at.
@NullMarked
package dev.followup.event;

import org.jspecify.annotations.NullMarked;
