using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Engine.Commands;

/// <summary>One line of a stream of commands: <c>{"customerId": "…", "command": {"type": "purchase", …}}</c>.</summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="Command">The command.</param>
public sealed record CommandEnvelope(string CustomerId, ActorCommand Command)
{
    private static readonly JsonSerializerOptions Strict = StrictJson.OptionsOver(CommandEnvelopeJsonContext.Default);

    private static readonly JsonTypeInfo<CommandEnvelope> Sent = (JsonTypeInfo<CommandEnvelope>)new JsonSerializerOptions(Strict)
    {
        TypeInfoResolver = Strict.TypeInfoResolver!.WithAddedModifier(LeaveOutWhatIsNoValue),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    }.GetTypeInfo(typeof(CommandEnvelope));

    /// <summary>The line as JSON in UTF-8, as <see cref="CommandLine.Parse"/> reads it. Commands that only the engine sends are not written.</summary>
    /// <exception cref="NotSupportedException">The command is one of those.</exception>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, Sent);

    /// <summary>A choice that was not made is left out, so that whoever decides the command says that it is missing.</summary>
    private static void LeaveOutWhatIsNoValue(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => property.PropertyType.IsEnum))
            property.ShouldSerialize = (_, value) => Enum.IsDefined(property.PropertyType, value!);
    }
}

[JsonSourceGenerationOptions]
[JsonSerializable(typeof(CommandEnvelope))]
internal sealed partial class CommandEnvelopeJsonContext : JsonSerializerContext;
