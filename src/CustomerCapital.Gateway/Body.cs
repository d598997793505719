using System.Buffers;
using System.Reflection;
using System.Text.Json;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace CustomerCapital.Gateway;

#pragma warning disable CA1000 // Parameter binding finds these members on the type by their names.
/// <summary>A request body in JSON, read strictly: what is wrong with it names the field.</summary>
public readonly record struct Body<T>(T Value) : IEndpointParameterMetadataProvider where T : class
{
    private static readonly string[] MediaTypes = typeof(T) == typeof(CustomerPatch) ? [CustomersApi.MergePatch, "application/json"] : ["application/json"];

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="ProblemException">It is not JSON, not of this type, or too large.</exception>
    public static async ValueTask<Body<T>> BindAsync(HttpContext context, ParameterInfo? parameter)
    {
        if (!IsTaken(context.Request)) throw new ProblemException(Problem.UnsupportedMediaType(MediaTypes[0]));
        try
        {
            var value = await ReadAsync(context);
            return new(value ?? throw new ProblemException(Problem.Malformed([new("", "The JSON must be an object.")])));
        }
        catch (SegmentJsonException malformed)
        {
            throw new ProblemException(Problem.Malformed([.. QueryFaults.Under(malformed.Path![2..], malformed.Faults)]));
        }
        catch (JsonException malformed)
        {
            throw new ProblemException(Problem.Malformed([JsonFaults.Of(malformed, GatewayJsonContext.Default)]));
        }
    }

    /// <summary>Of patches there are other kinds in JSON, which say something else.</summary>
    private static bool IsTaken(HttpRequest request) => request.HasJsonContentType()
        && (MediaTypes.Length == 1 || MediaTypes.Contains(MediaTypeHeaderValue.Parse(request.ContentType).MediaType.Value, StringComparer.OrdinalIgnoreCase));

    /// <summary>Waits for the whole body, whose size is limited, so that the server's pipe is left in order however the JSON ends.</summary>
    private static async Task<T?> ReadAsync(HttpContext context)
    {
        var body = context.Request.BodyReader;
        for (var held = false; ;)
        {
            var read = await body.ReadAsync(context.RequestAborted);
            var end = read.Buffer.Start;
            try
            {
                if (!held && Math.Max(read.Buffer.Length, context.Request.ContentLength ?? 0) > HeldContent.SmallSize)
                {
                    var size = read.IsCompleted ? read.Buffer.Length : context.Request.ContentLength ?? GatewayRegistration.BodyLimit;
                    await context.RequestServices.GetRequiredService<HeldContent>().HoldBodyAsync(context, size);
                    held = true;
                }

                if (read.IsCompleted)
                {
                    end = read.Buffer.End;
                    return Parse(read.Buffer);
                }
            }
            finally
            {
                body.AdvanceTo(end, read.Buffer.End);
            }
        }
    }

    private static T? Parse(ReadOnlySequence<byte> utf8)
    {
        if (typeof(T) == typeof(RecordPurchase) && PurchaseReading.OfBody(utf8) is { } purchase) return (T)(object)purchase;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = StrictJson.MaxDepth });
        var value = JsonSerializer.Deserialize(ref reader, GatewayJson.Of<T>());

        // Reading on throws where anything follows the one value.
        reader.Read();
        return value;
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(MediaTypes, typeof(T)));
}
