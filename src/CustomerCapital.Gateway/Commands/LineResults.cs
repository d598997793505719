using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Gateway.Problems;

namespace CustomerCapital.Gateway.Commands;

/// <summary>Makes the answers to a stream's lines.</summary>
internal static class LineResults
{
    public static LineResult Of(LineOutcome line)
    {
        if (line.Outcome is not { } outcome)
        {
            var failed = line.FailureCode switch { CommandBatch.OverloadedCode => 429, CommandBatch.UnavailableCode => 503, _ => 500 };
            return new(line.Number, failed, null, null, line.FailureCode, line.FailureMessage, line.FailureCode != CommandBatch.UnreadableCode, []);
        }

        var status = outcome.Status switch
        {
            OutcomeStatus.Accepted => 201,
            OutcomeStatus.Duplicate or OutcomeStatus.Unchanged => 200,
            OutcomeStatus.Conflict => 409,
            OutcomeStatus.Refused => Problem.StatusOf(outcome),
            _ => 400,
        };
        return new(line.Number, status, outcome.Status, outcome.Receipt, outcome.Code, outcome.Message, outcome.Code == Problem.TooManyMissesCode, outcome.Faults ?? []);
    }

    public static LineResult Of(long number, Problem problem) =>
        new(number, problem.Status, problem.Retryable ? null : OutcomeStatus.Malformed, null, problem.Code, problem.Detail, problem.Retryable, []);
}
