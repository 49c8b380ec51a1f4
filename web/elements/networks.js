// The elements that train, read or draw digits: what a page can leave until the reader comes near.
import { CnnTrainer } from "./cnn-trainer.js";
import { DigitPad } from "./digit-pad.js";
import { DigitSheet } from "./digit-sheet.js";
import { LossRace } from "./loss-race.js";

export { CnnTrainer, DigitPad, DigitSheet, LossRace };
export const NETWORKS = [LossRace, CnnTrainer, DigitPad, DigitSheet];
