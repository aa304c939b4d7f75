/// Events in the CRM: their kinds, entities and facts, and the key by which repeats are recognised. Plain
/// Java that knows no other package.
@NullMarked
package dev.followup.event;

import org.jspecify.annotations.NullMarked;
