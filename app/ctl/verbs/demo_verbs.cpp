#include "app/ctl/demo/demo.h"
#include "app/ctl/demo/demo_till.h"
#include "app/ctl/verbs/verb.h"

namespace kontor {

void addDemoVerbs(CLI::App& app, Chosen& chosen)
{
    VerbOptions<DemoOptions> demo(app, "demo",
                                  "A server and three tills live through a real month, and the sums are checked");
    demo.app->add_option("--file", demo->file, "Another file of sales (default: the bundled month)");
    demo.app->add_option("--keep", demo->keep, "Keep the data folders in this new folder");
    demo.app->add_option("--seed", demo->seed,
                         "Who is cut off, killed and restored, and when, is drawn from this number");
    demo.app->add_flag("--json", demo->json, "The result as JSON");
    demo.runs(chosen, runDemo);

    VerbOptions<DemoTillOptions> till(app, "demo-till", "One till of the demo");
    till.app->group(""); // Not in the help: the demo starts it.
    addDataOption(*till.app, till->data);
    till.app->add_option("--file", till->file)->required();
    till.app->add_option("--share", till->share)->required();
    till.app->add_option("--shares", till->shares)->required();
    till.app->add_option("--staff", till->staff)->required();
    till.app->add_option("--administrator", till->administrator);
    till.app->add_option("--price-changes", till->priceChanges);
    till.app->add_option("--cut", till->cuts);
    till.app->add_option("--hold-in", till->holdIn);
    till.app->add_flag("--restored", till->isRestored);
    till.runs(chosen, runDemoTill);
}

} // namespace kontor
