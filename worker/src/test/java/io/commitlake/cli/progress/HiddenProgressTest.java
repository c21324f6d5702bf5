package io.commitlake.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.commitlake.job.work.Progress;
import java.io.IOError;
import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** Work goes on if its progress can't be shown, for example because the terminal is gone. */
class HiddenProgressTest {
    private int attempts;

    private final RunningWork gone = new RunningWork(Clock.systemUTC()) {
        @Override
        void tick() {
            attempts++;
            throw new IOError(new IOException("no terminal"));
        }

        @Override
        void showEnd() {
            tick();
        }

        @Override
        void print(String line) {
            attempts++;
            throw new IllegalStateException("no terminal");
        }

        @Override
        public void close() {
            attempts++;
            throw new IllegalStateException("no terminal");
        }
    };

    @Test
    void noEndOfATaskOrABatchFails() {
        assertThatCode(() -> {
                    try (Progress.Batch batch = gone.batch("exporting", "repositories", 2, 2)) {
                        batch.begin("one", 1).fail("no memory");
                        batch.begin("two", 1).end("exported");
                    }
                    gone.begin("three").end("done");
                    RunningWork.attempt(gone::close);
                })
                .doesNotThrowAnyException();
        assertThat(attempts).isEqualTo(5);
    }
}
