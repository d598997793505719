using CustomerCapital.Engine;
using CustomerCapital.Engine.Duplicates;
using CustomerCapital.Engine.Households;
using CustomerCapital.Engine.Needs;
using CustomerCapital.Engine.Referrals;
using CustomerCapital.Engine.Reports;
using Orleans.Concurrency;

namespace CustomerCapital.Grains.Questions;

/// <summary>Answers whatever question its kind of actor is asked. Calls interleave: what must not has a line of its own in the engine, with a limit.</summary>
public abstract class QuestionGrain(IGrainContext context, EngineParts engine) : IQuestionGrain, IGrainBase
{
    /// <inheritdoc/>
    public IGrainContext GrainContext => context;

    /// <inheritdoc/>
    public async Task<Answered> AnswerAsync(Asked asked) => new(await asked.Question.AnswerAnyAsync(engine));
}

/// <summary>Reads ledger and policy; as many activations as are called for, each on the silo that is called.</summary>
[GrainType(Question.Anyone)]
[StatelessWorker]
[Reentrant]
public sealed class AnyoneGrain(IGrainContext context, EngineParts engine) : QuestionGrain(context, engine);

/// <summary>Adds up what every silo has counted, and makes reports of it.</summary>
[GrainType(Report.CohortActor)]
[Reentrant]
public sealed class CohortGrain(IGrainContext context, EngineParts engine) : QuestionGrain(context, engine);

/// <summary>Makes referrals, one at a time, so that two cannot close a loop.</summary>
[GrainType(ReferCustomer.ReferralActor)]
[Reentrant]
public sealed class ReferralGrain(IGrainContext context, EngineParts engine) : QuestionGrain(context, engine);

/// <summary>Counts what is bought together, when somebody asks.</summary>
[GrainType(ReportBoughtTogether.NeedsActor)]
[Reentrant]
public sealed class NeedsGrain(IGrainContext context, EngineParts engine) : QuestionGrain(context, engine);

/// <summary>Looks for customers who are likely to be one person, when somebody asks, and has what is decided of them written down.</summary>
[GrainType(ListDuplicates.DuplicatesActor)]
[Reentrant]
public sealed class DuplicatesGrain(IGrainContext context, EngineParts engine) : QuestionGrain(context, engine);

/// <summary>Lets one at a time do something in a household.</summary>
[GrainType(AddMember.HouseholdActor)]
[Reentrant]
public sealed class HouseholdGrain(IGrainContext context, EngineParts engine) : QuestionGrain(context, engine);
