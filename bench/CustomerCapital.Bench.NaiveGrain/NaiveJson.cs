using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Storage;

namespace CustomerCapital.Bench.NaiveGrain;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(PurchaseLine))]
[JsonSerializable(typeof(PurchaseResult))]
[JsonSerializable(typeof(CustomerState))]
[JsonSerializable(typeof(Microsoft.AspNetCore.Mvc.ProblemDetails))]
internal sealed partial class NaiveJson : JsonSerializerContext;

/// <summary>States as System.Text.Json by generated code, which is faster than Orleans' own choice.</summary>
internal sealed class StateJson : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, typeof(T), NaiveJson.Default));

    public T Deserialize<T>(BinaryData input) => (T)JsonSerializer.Deserialize(input, typeof(T), NaiveJson.Default)!;
}
