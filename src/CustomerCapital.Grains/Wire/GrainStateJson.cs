using System.Text.Json;
using Orleans.Storage;

namespace CustomerCapital.Grains.Wire;

/// <summary>Control state as the cluster's database keeps it: plain JSON in UTF-8, without the names of types.</summary>
/// <remarks>A state may gain fields that older processes can do without: what one does not know, it passes over, and does not write back.</remarks>
internal sealed class GrainStateJson : IGrainStorageSerializer
{
    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, WireJson.Options));

    /// <inheritdoc/>
    public T Deserialize<T>(BinaryData input) =>
        JsonSerializer.Deserialize<T>(input.ToMemory().Span, WireJson.Options) ?? throw new JsonException($"The state is null, and no {typeof(T).Name}.");
}
