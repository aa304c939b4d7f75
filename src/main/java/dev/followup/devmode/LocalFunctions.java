package dev.followup.devmode;

import dev.followup.lambda.AwayFunction;
import dev.followup.lambda.DeadLettersFunction;
import dev.followup.lambda.DirectoryFunction;
import dev.followup.lambda.ExplainFunction;
import dev.followup.lambda.ForgetFunction;
import dev.followup.lambda.WhyFunction;
import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.inject.Singleton;

/// The functions that people ask by the local gateway.
@UnlessBuildProfile("prod")
@Singleton
record LocalFunctions(
        ExplainFunction explain,
        WhyFunction why,
        DirectoryFunction directory,
        DeadLettersFunction deadLetters,
        ForgetFunction forget,
        AwayFunction away) {}
