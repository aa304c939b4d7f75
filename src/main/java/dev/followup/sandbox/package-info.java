/// A stand-in CRM: the Tasks API v4 with the real one's behaviour, leads, contacts and companies that send webhooks,
/// limits, and faults on demand. Speaks HTTP as the CRM does; it imports nothing of the other packages and is not in
/// the zip.
///
/// On purpose unlike the CRM: tasks may hang on entities that were never added, leads may be with contacts that were
/// not, and be in pipelines and stages that do not exist, so that rules for a real account can be tried; webhooks go
/// to this machine only, are repeated within seconds instead of hours, and are never switched off. Whether accepting
/// an incoming lead sets off more than its own webhook in the CRM is not known: here it does not.
@NullMarked
package dev.followup.sandbox;

import org.jspecify.annotations.NullMarked;
