/**
 * Texts of prompts of Asterisk's core sounds, by file name: those of eight words or more in the published list, without prompts
 * in which the speaker deviates from the list or repeats another prompt, and without abbreviations, product names and words
 * with two spellings.
 */
export const asteriskPrompts: Readonly<Record<string, string>> = {
  'agent-alreadyon': 'that agent is already logged on please enter your agent number followed by the pound key',
  'agent-newlocation': 'please enter a new extension followed by pound',
  'agent-pass': 'please enter your password followed by the pound key',
  'conf-adminmenu':
    'please press one to mute or unmute yourself two to lock or unlock the conference three to eject the last user four or six to decrease or increase the conference volume seven or nine to decrease or increase your volume or eight to exit',
  'conf-getconfno': 'please enter your conference number followed by the pound key',
  'conf-invalid': 'that is not a valid conference number please try again',
  'conf-onlyone': 'there is currently one other participant in the conference',
  'conf-onlyperson': 'you are currently the only person in this conference',
  'conf-placeintoconf': 'you will now be placed into the conference',
  'conf-waitforleader': 'the conference will begin when the leader arrives',
  'demo-echotest':
    'you are about to enter an echo test in this mode everything you say will be repeated back to you just as soon as it is received the purpose of this test is to give you an audible sense of the latency between you and the machine that is running the echo test application you may end the test by hanging up or by pressing the pound key',
  'dictate/play_help':
    'press one to switch to record mode press two to toggle fast playback press seven to jump backwards press eight to jump forwards',
  'dictate/record_help': 'press one to switch to playback mode press eight to truncate the file and start over',
  'dir-intro':
    "welcome to the directory please enter the first three letters of your party's last name using your touch tone keypad use the seven key for q and the nine key for z",
  'dir-nomore': 'there are no more compatible entries in the directory',
  'followme/options': 'press one to accept this call or two to reject it',
  'followme/status': 'the person you are calling is not at their desk i will try to locate them for you',
  'priv-callee-options':
    "dial one if you wish this caller to reach you directly now and in the future dial two if you wish to send this caller to voicemail now and forevermore dial three to send this caller to the torture menus now and forevermore dial four to send this caller to a polite don't call menu now and forevermore dial five to allow this caller to come straight through to you in the future but just this once send them to voicemail",
  'priv-introsaved': 'thank you please hold while i attempt to connect you with your party',
  'privacy-prompt': 'please enter your phone number starting with the area code',
  'queue-periodic-announce':
    'all of our representatives are currently busy please stay on the line and your call will be answered by the next available representative',
  'queue-youarenext': 'your call is now first in line and will be answered by the next available representative',
  'screen-callee-options':
    "you have these options dial one if you wish to immediately connect to the incoming call dial two if you wish to send this caller to voicemail dial three to send this caller to the torture menus dial four to send this caller to a polite don't call menu",
  'ss-noservice': 'the number you have dialed is not in service please check the number and try again',
  'tt-allbusy':
    'all representatives of the household are currently assisting other telemarketers please hold and your call will be answered in the order it was received',
  'vm-enter-num-to-call': 'please enter the number you wish to call',
  'vm-forward': 'press one to enter an extension press two to use the directory',
  'vm-forward-multiple': 'press one to send this message or two to add another recipient',
  'vm-helpexit': 'press star for help or pound to exit',
  'vm-instructions':
    'to look into your messages press one now you may quit voicemail at any time by pressing the pound key',
  'vm-intro': 'please leave your message after the tone when done hang up or press the pound key',
  'vm-invalid-password': 'that password does not meet the minimum requirements for this mailbox please try again',
  'vm-invalidpassword': 'that is not a valid password please try again',
  'vm-msginstruct':
    'to hear the next message press six to repeat this message press five to hear the previous message press four to delete or undelete this message press zero to quit voicemail press pound',
  'vm-nobodyavail': 'nobody is available to take your call at the moment',
  'vm-nonumber': "i'm afraid i don't know who sent this message",
  'vm-options':
    'press one to record your unavailable message press two to record your busy message press three to record your name press four to record your temporary greeting press five to change your password press star to return to the main menu',
  'vm-opts': 'press two to change folders press three for advanced options press zero for mailbox options',
  'vm-opts-full':
    'press two to access messages saved in other folders press three to record a message for another mailbox press zero for greetings and password management',
  'vm-rec-busy': 'after the tone say your busy message and then press the pound key',
  'vm-rec-unv': 'after the tone say your unavailable message and then press the pound key',
  'vm-record-prepend':
    'at the tone please record an introduction to the forwarded message when done press the pound sign',
  'vm-reenterpassword': 'please re-enter your password followed by the pound key',
  'vm-review-nonurgent': 'press four to remove the urgent status of this message',
  'vm-review-urgent': 'press four to mark this message as urgent',
  'vm-saveoper': 'press one to accept this recording otherwise please continue to hold',
  'vm-sorry': "i'm sorry i did not understand your response",
  'vm-starmain': 'press star to return to the main menu',
  'vm-tempgreeting2': 'press one to record your temporary greeting or press two to erase your temporary greeting',
  'vm-tmpexists': 'there is a temporary greeting which overrides your standard greetings',
  'vm-tocallback': 'press two to call the person who sent this message',
  'vm-toforward': 'press eight to forward the message to another user',
  'vm-whichbox': 'to leave a message please enter a mailbox number',
};
