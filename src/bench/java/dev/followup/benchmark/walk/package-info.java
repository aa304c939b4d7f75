/// How long a walk through ten thousand leads takes, and what it costs webhooks that come meanwhile.
@NullMarked
package dev.followup.benchmark.walk;

import org.jspecify.annotations.NullMarked;
