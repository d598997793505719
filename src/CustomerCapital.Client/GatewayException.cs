using System.Net;
using System.Text.Json.Serialization;
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

    internal HttpStatusCode? Status { get; }

    internal GatewayProblem? Problem { get; }
}

/// <summary>What is read of a problem after RFC 9457. Whatever answers may have left out any of it.</summary>
internal sealed record GatewayProblem(string? Code, string? Detail, bool Retryable, IReadOnlyList<FieldFault>? Errors)
{
    public const string MediaType = "application/problem+json";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(GatewayProblem))]
[JsonSerializable(typeof(ProgramPolicy))]
internal sealed partial class ClientJsonContext : JsonSerializerContext;
