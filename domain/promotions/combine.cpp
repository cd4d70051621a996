#include "domain/promotions/combine.h"

#include "domain/promotions/effect.h"
#include "domain/promotions/eligibility.h"

#include <algorithm>
#include <span>
#include <tuple>

namespace kontor {

namespace {

using Combination = Promotion::Combination;

/// Where in the work a promotion has its turn. buy_get is always on lines.
int stageOf(const Promotion& promotion)
{
    const Effect& effect = promotion.effect;
    if (effect.type == Effect::Type::Gift)
        return 2; // It takes nothing from anything: all that is taken is known by then.
    if (effect.type == Effect::Type::BuyGet || effect.target == Effect::Target::Lines)
        return 0;
    return effect.target == Effect::Target::Order ? 1 : 2;
}

class Work
{
public:
    Work(const QuoteRequest& request, CartFacts& facts)
        : m_request(request),
          m_facts(facts),
          m_progress(facts.beginning(request.campaigns.size()))
    {}

    Combined done()
    {
        const auto order = turnsInOrder();
        for (std::size_t from = 0; from < order.size();) {
            std::size_t to = from + 1;
            while (to < order.size() && ofOneClass(order[from], order[to]))
                ++to;
            takeTurns(std::span(order).subspan(from, to - from));
            from = to;
        }
        return {std::move(m_turns), std::move(m_progress.taken)};
    }

private:
    struct Tried {
        Turn turn;
        Outcome outcome;
    };

    [[nodiscard]] const Promotion& promotion(std::size_t i) const { return m_request.promotion(i); }

    std::vector<std::size_t> turnsInOrder() const
    {
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < m_request.promotionCount(); ++i)
            if (isAskedFor(m_request, promotion(i)))
                order.push_back(i);
        std::sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
            const Promotion& left = promotion(a);
            const Promotion& right = promotion(b);
            return std::make_tuple(stageOf(left), left.priority, std::string_view(left.code)) <
                   std::make_tuple(stageOf(right), right.priority, std::string_view(right.code));
        });
        return order;
    }

    bool ofOneClass(std::size_t a, std::size_t b) const
    {
        return stageOf(promotion(a)) == stageOf(promotion(b)) && promotion(a).priority == promotion(b).priority;
    }

    /// Turns of one stage and priority. Where several are `best`, each is tried at its own turn with none of the others applied,
    /// and then the work is done with the one that took most.
    void takeTurns(std::span<const std::size_t> order)
    {
        const auto isBest = [this](std::size_t i) { return promotion(i).combination == Combination::Best; };
        std::vector<Tried> rehearsed;
        std::optional<std::size_t> best;
        if (std::count_if(order.begin(), order.end(), isBest) > 1)
            rehearsed = rehearse(order, best);
        for (std::size_t turn = 0; turn < order.size(); ++turn) {
            const std::size_t i = order[turn];
            // Until the best one has its turn, all went as rehearsed; after it only the losers are known.
            const bool isKnown = !rehearsed.empty() && (!best || turn <= *best || isBest(i));
            Tried tried = isKnown ? std::move(rehearsed[turn]) : tryOut(i, m_progress);
            if (!tried.turn.refusal)
                apply(m_progress, promotion(i), tried.outcome);
            tried.turn.parts.reserve(tried.outcome.takings.size());
            for (Taking& taking : tried.outcome.takings)
                if (!taking.amount.isZero())
                    tried.turn.parts.push_back({taking.item, std::move(taking.base), std::move(taking.amount)});
            m_turns.push_back(std::move(tried.turn));
        }
    }

    /// All turns of a class with none of its `best` promotions applied. `best` is the turn of the one that takes most, if any
    /// takes something; the others of them are refused.
    std::vector<Tried> rehearse(std::span<const std::size_t> order, std::optional<std::size_t>& best)
    {
        std::vector<Tried> turns;
        turns.reserve(order.size());
        Progress progress = m_progress;
        for (std::size_t turn = 0; turn < order.size(); ++turn) {
            turns.push_back(tryOut(order[turn], progress));
            Tried& tried = turns.back();
            if (tried.turn.refusal)
                continue;
            if (promotion(order[turn]).combination != Combination::Best) {
                apply(progress, promotion(order[turn]), tried.outcome);
            } else if (best && tried.outcome.total <= turns[*best].outcome.total) {
                tried.turn.refusal = Refusal::NotBest;
            } else {
                if (best)
                    turns[*best].turn.refusal = Refusal::NotBest;
                best = turn;
            }
        }
        return turns;
    }

    Tried tryOut(std::size_t i, const Progress& progress)
    {
        Tried tried;
        tried.turn.promotion = i;
        tried.turn.refusal = refusalOf(i, progress, tried);
        return tried;
    }

    std::optional<Refusal> refusalOf(std::size_t i, const Progress& progress, Tried& tried)
    {
        if (progress.ended)
            return Refusal::Exclusive;
        if (const auto refusal = notEligible(m_request, promotion(i)))
            return refusal;
        if (!promotion(i).group.empty() &&
            std::find(progress.groups.begin(), progress.groups.end(), promotion(i).group) != progress.groups.end())
            return Refusal::Group;
        const ReadyPromotion& ready = readyOf(i);
        std::size_t failed = 0;
        if (!m_facts.hold(ready.conditions, progress, &failed)) {
            tried.turn.failedCondition = failed;
            return Refusal::Condition;
        }
        if (promotion(i).combination == Combination::Exclusive && progress.anyApplied)
            return Refusal::Exclusive;
        tried.outcome = workOut(m_facts, ready, progress);
        tried.turn.value = tried.outcome.value;
        tried.turn.amount = tried.outcome.total;
        const bool isGift = promotion(i).effect.type == Effect::Type::Gift;
        if (isGift ? m_facts.isEmpty() : tried.outcome.takings.empty())
            return Refusal::Nothing;
        const Budget* budget = budgetOf(promotion(i));
        if (budget != nullptr &&
            budget->used + progress.spent[*promotion(i).campaign] + use(*budget, tried.outcome) > budget->limit)
            return Refusal::BudgetExceeded;
        return std::nullopt;
    }

    const Budget* budgetOf(const Promotion& promotion) const
    {
        if (!promotion.campaign)
            return nullptr;
        const auto& budget = m_request.campaigns[*promotion.campaign].budget;
        return budget ? &*budget : nullptr;
    }
    /// As it will be shown: where only the order is rounded, what was taken may be finer than the minor unit.
    Rational use(const Budget& budget, const Outcome& outcome) const
    {
        return budget.countsUses() ? Rational(1) : m_request.cart.rounding.discount(outcome.total);
    }

    void apply(Progress& progress, const Promotion& promotion, const Outcome& outcome) const
    {
        for (const Taking& taking : outcome.takings) {
            progress.taken[taking.item] += taking.amount;
            progress.served[taking.item] += taking.served;
            (taking.item < m_facts.lineCount() ? progress.linesLeft : progress.shippingLeft) -= taking.amount;
        }
        if (const Budget* budget = budgetOf(promotion))
            progress.spent[*promotion.campaign] += use(*budget, outcome);
        if (!promotion.group.empty())
            progress.groups.emplace_back(promotion.group);
        progress.anyApplied = true;
        progress.ended = progress.ended || promotion.combination == Combination::Exclusive;
    }

    const ReadyPromotion& readyOf(std::size_t i)
    {
        if (m_ready.empty())
            m_ready.resize(m_request.promotionCount());
        if (m_ready[i].promotion == nullptr)
            m_ready[i] = ReadyPromotion::of(promotion(i), m_facts);
        return m_ready[i];
    }

    const QuoteRequest& m_request;
    CartFacts& m_facts;
    Progress m_progress;
    std::vector<ReadyPromotion> m_ready; ///< By promotion, made at the first turn.
    std::vector<Turn> m_turns;
};

} // namespace

Combined applyPromotions(const QuoteRequest& request, CartFacts& facts)
{
    return Work(request, facts).done();
}

} // namespace kontor
