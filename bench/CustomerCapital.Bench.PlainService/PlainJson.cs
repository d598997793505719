using System.Text.Json.Serialization;

namespace CustomerCapital.Bench.PlainService;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(Purchase))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(CustomerState))]
[JsonSerializable(typeof(Microsoft.AspNetCore.Mvc.ProblemDetails))]
internal sealed partial class PlainJson : JsonSerializerContext;
