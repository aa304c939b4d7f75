/// A CRM in a box: the Tasks API v4 with the real thing's behaviour, leads that send webhooks, limits, and faults on
/// demand. Speaks HTTP to everybody, as the CRM does.
@NullMarked
package dev.followup.local.sandbox;

import org.jspecify.annotations.NullMarked;
