using CustomerCapital.Engine;
using CustomerCapital.Engine.Clock;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Clock;

/// <summary>The program's clock, which can be set in a sandbox.</summary>
internal static class ClockApi
{
    private static readonly EndpointDescription Statuses = new()
    {
        Answers = new Dictionary<int, string> { [409] = "The server is no sandbox, or the clock cannot be set to that moment. Codes `sandbox_only`, `ledger_in_use` and `clock_backwards`." },
    };

    public static void MapClock(this IEndpointRouteBuilder api)
    {
        var clock = api.MapGroup("/clock").WithTags("Clock").WithMetadata(Statuses);
        clock.MapGet("/", async (ICustomerCapital capital, CancellationToken cancellation) => TypedResults.Ok(await capital.AskAsync(new ReadClock(), cancellation)))
            .WithName("getClock").WithSummary("Reads the program's time.").WithDescription("The program's time is the real one, but for a sandbox whose clock somebody has set.").ProducesProblems(400);
        clock.MapPost("/", AdvanceAsync).WithName("setClock").WithSummary("Sets the program's time, in a sandbox.")
            .WithDescription(
                "The clock goes from one moment at which something is due to the next, and what is due is done: campaigns occur, customers lapse, points expire. The answer comes once all of that is done, also after " +
                "minutes. From then on the clock stands still. Asking again for the same moment is harmless, and goes on where a request was cut off. Back goes the clock only while there are no customers.")
            .ProducesProblems(400, 409, 413, 415);
    }

    private static async Task<Ok<ProgramClock>> AdvanceAsync(ICustomerCapital capital, Body<ClockChange> body, CancellationToken cancellation)
    {
        var to = body.Value.To;
        if (to < AdvanceClock.Earliest || to > AdvanceClock.Latest)
            throw new ProblemException(Problem.Malformed([new("to", FormattableString.Invariant($"Must be {AdvanceClock.Earliest:yyyy-MM-dd} to {AdvanceClock.Latest:yyyy-MM-dd}."))]));
        while (true)
        {
            var step = await capital.AskAsync(new AdvanceClock(to), cancellation);
            if (step.Code is { } code) throw new ProblemException(Problem.ClockNotSet(code, step.Message!));
            if (step.IsThere) break;
            cancellation.ThrowIfCancellationRequested();
        }

        // This process decides by it too from now on.
        await capital.Policy.GetAsync();
        return TypedResults.Ok(await capital.AskAsync(new ReadClock(), cancellation));
    }
}
