/**
 * Requests to GitHub. {@link io.commitlake.github.http.Transport} sends a request once,
 * {@link io.commitlake.github.http.ResponseClassifier} decides what the response means, and
 * {@link io.commitlake.github.http.Http} retries.
 */
@NullMarked
package io.commitlake.github.http;

import org.jspecify.annotations.NullMarked;
