/// Requests, responses, routes, filters and pages of the sandbox's HTTP. It must not know what is served.
@NullMarked
package dev.followup.sandbox.http;

import org.jspecify.annotations.NullMarked;
