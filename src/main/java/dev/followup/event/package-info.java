/// What happened in the CRM: kinds of event, the entity, all the facts that a rule may look at, and the key that
/// makes a repeat recognisable. Plain Java that knows no other package.
@NullMarked
package dev.followup.event;

import org.jspecify.annotations.NullMarked;
