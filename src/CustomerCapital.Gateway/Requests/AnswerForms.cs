using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace CustomerCapital.Gateway.Requests;

/// <summary>In which form a page is answered, and where its header says that the next one is.</summary>
internal static class AnswerForms
{
    /// <summary>Whether the caller would rather have a media type than JSON.</summary>
    public static bool Wants(this HttpRequest request, string mediaType)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return QualityOf(mediaType) is { } quality && quality > 0 && !(QualityOf("application/json") >= quality);

        double? QualityOf(string wanted) => accepted.FirstOrDefault(type => type.MediaType.Equals(wanted, StringComparison.OrdinalIgnoreCase)) is { } type ? type.Quality ?? 1 : null;
    }

    /// <summary>The header <c>Link</c> to the next page: the same request from another place.</summary>
    /// <param name="request">That of this page.</param>
    /// <param name="parameter">The parameter that names the place.</param>
    /// <param name="place">The place.</param>
    public static string NextPage(this HttpRequest request, string parameter, string place)
    {
        var query = new QueryBuilder(request.Query.Where(given => !given.Key.Equals(parameter, StringComparison.OrdinalIgnoreCase))) { { parameter, place } };
        return $"<{UriHelper.BuildRelative(request.PathBase, request.Path, query.ToQueryString())}>; rel=\"next\"";
    }
}
