/// What the CRM posts, made readable: a form body in, events out. Lenient with shapes, strict with sizes, and silent
/// about nothing.
@NullMarked
package dev.followup.webhook;

import org.jspecify.annotations.NullMarked;
