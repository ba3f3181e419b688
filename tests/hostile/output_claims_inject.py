# Prints commands for the services that run builds.
# expect: held
print("::error file=app.js,line=1::Injected by a card")
print("::stop-commands::x")
print("##vso[task.complete result=Succeeded;]done")
