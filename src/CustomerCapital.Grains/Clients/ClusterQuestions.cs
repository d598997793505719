using CustomerCapital.Engine;
using CustomerCapital.Grains.Questions;

namespace CustomerCapital.Grains.Clients;

/// <summary>The way of questions to the actors that answer them.</summary>
/// <param name="grains">Where grains are called.</param>
/// <param name="calls">How they are called again.</param>
internal sealed class ClusterQuestions(IGrainFactory grains, GrainCalls calls)
{
    /// <summary>Asks.</summary>
    /// <exception cref="EngineUnavailableException">The cluster has not answered in time.</exception>
    public async Task<TAnswer> AskAsync<TAnswer>(Question<TAnswer> question) => (await calls.RunAsync(() => AskOnceAsync(question))).As<TAnswer>();

    /// <summary>Asks once, for whoever asks again in a way of its own.</summary>
    public Task<Answered> AskOnceAsync(Question question) => grains.GetProgramGrain<IQuestionGrain>(question.Actor).AnswerAsync(new(question));
}
