using Microsoft.OpenApi;

namespace CustomerCapital.Gateway.OpenApi;

/// <summary>A parameter of an endpoint.</summary>
/// <param name="Name">As it stands in the route or the query.</param>
/// <param name="Description">What it says, in a sentence.</param>
/// <param name="Schema">Its form.</param>
public sealed record DescribedParameter(string Name, string Description, OpenApiSchema Schema);

/// <summary>What the signature of an endpoint cannot say, as metadata of the endpoint: for the API's description, and for the check of its query.</summary>
public sealed record EndpointDescription
{
    /// <summary>Parameters of the query that the endpoint reads by itself.</summary>
    public IReadOnlyList<DescribedParameter> Query { get; init; } = [];

    /// <summary>Parameters of the endpoint's signature, where they are not what parameters of that name are elsewhere.</summary>
    public IReadOnlyList<DescribedParameter> Signature { get; init; } = [];

    /// <summary>Media types of a body that the endpoint reads by itself; none where there is no such body.</summary>
    public IReadOnlyList<string> Body { get; init; } = [];

    /// <summary>What an answer of a status means.</summary>
    public IReadOnlyDictionary<int, string> Answers { get; init; } = new Dictionary<int, string>();

    /// <summary>Describes what the endpoint reads by itself.</summary>
    internal void AddTo(OpenApiOperation operation)
    {
        foreach (var parameter in Query)
            (operation.Parameters ??= []).Add(new OpenApiParameter { Name = parameter.Name, In = ParameterLocation.Query, Description = parameter.Description, Schema = parameter.Schema });
        if (Body.Count == 0) return;
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = Body.ToDictionary(type => type, _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } }),
        };
    }
}
