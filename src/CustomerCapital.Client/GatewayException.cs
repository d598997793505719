using System.Net;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Client;

/// <summary>A gateway does not do what it is asked, or what answers is not a gateway. Sending the same again does not help; the message says what does.</summary>
public sealed class GatewayException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public GatewayException(string message, Exception? inner = null) : base(message, inner)
    {
    }

    internal GatewayException(string message, HttpStatusCode status, GatewayProblem problem) : base(message) => (Status, Problem) = (status, problem);

    /// <summary>Stable code of what is wrong, such as <c>version_conflict</c>. Null where what answers is not a gateway.</summary>
    public string? Code => Problem?.Code;

    /// <summary>What is wrong and what to do, as the gateway says it. Null where what answers is not a gateway.</summary>
    public string? Detail => Problem?.Detail;

    /// <summary>What is wrong with which field.</summary>
    public IReadOnlyList<FieldFault> Faults => Problem?.Errors ?? [];

    internal HttpStatusCode? Status { get; }

    internal GatewayProblem? Problem { get; }
}

/// <summary>What is read of a problem after RFC 9457. Whatever answers may have left out any of it.</summary>
internal sealed record GatewayProblem(string? Code, string? Detail, bool Retryable, IReadOnlyList<FieldFault>? Errors)
{
    public const string MediaType = "application/problem+json";
}
