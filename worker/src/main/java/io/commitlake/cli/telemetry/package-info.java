/**
 * Sends traces and metrics to an OpenTelemetry receiver. If no setting names one, {@link
 * io.commitlake.cli.telemetry.Telemetry#OFF} loads nothing of OpenTelemetry.
 */
@NullMarked
package io.commitlake.cli.telemetry;

import org.jspecify.annotations.NullMarked;
