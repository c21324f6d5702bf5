/**
 * Sends traces and metrics to an OpenTelemetry receiver. Only {@link io.commitlake.cli.telemetry.Telemetry} is loaded if
 * no setting names one.
 */
@NullMarked
package io.commitlake.cli.telemetry;

import org.jspecify.annotations.NullMarked;
