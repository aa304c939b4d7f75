/// A CRM in a box: the Tasks API v4 with the real thing's behaviour, leads, contacts and companies that send webhooks,
/// limits, and faults on demand. Speaks HTTP to everybody, as the CRM does, and knows nothing else of this house.
///
/// On purpose unlike the CRM: tasks may hang on entities that were never added, leads may be with contacts that were
/// not, and stand in pipelines and stages that are not there, so that rules for a real account can be tried; hooks go
/// to this machine only, are repeated within seconds instead of hours, and are never switched off. Whether accepting
/// an incoming lead sets off more than its own hook in the CRM is not known: here it does not.
@NullMarked
package dev.followup.local.sandbox;

import org.jspecify.annotations.NullMarked;
