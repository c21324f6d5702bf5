package io.commitlake.job.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TurnsTest {
    @Test
    void aRepositoryWaitsUntilAnotherOnesTurnIsOver() {
        Turns turns = new Turns(2);
        Turns.Turn first = turns.take();
        turns.take();
        CompletableFuture<Turns.Turn> third = waiting(turns);

        assertThat(third).isNotDone();
        first.close();
        assertThat(third.join()).isNotNull();
    }

    @Test
    void aTurnThatIsClosedTwiceFreesOnePlace() {
        Turns turns = new Turns(1);
        Turns.Turn first = turns.take();
        first.close();
        first.close();
        turns.take();

        assertThat(waiting(turns)).isNotDone();
    }

    /** Takes a turn on a thread of its own; returns once that thread waits or has its turn. */
    private static CompletableFuture<Turns.Turn> waiting(Turns turns) {
        CompletableFuture<Turns.Turn> turn = new CompletableFuture<>();
        Thread taker = Thread.ofPlatform().daemon().start(() -> turn.complete(turns.take()));
        while (taker.getState() != Thread.State.WAITING && !turn.isDone()) {
            Thread.onSpinWait();
        }
        return turn;
    }
}
